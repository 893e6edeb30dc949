"""XLS, XLSB and ODS: read by calamine in a child process."""
