"""The drawings as SVG: people, clothes, rooms. Pure text; nothing here draws a pixel."""
