-- Worker processes that take whichever campaign there is, lists that are sent by the clock, and callbacks.

-- Of a worker for all campaigns of an account: which account. (One that sends a single campaign has none.)
ALTER TABLE workers ADD COLUMN key_mark TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE schedules (
  id          BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  sheet       TEXT COLLATE "C" NOT NULL UNIQUE,   -- a path that the workers can reach
  cron        TEXT COLLATE "C" NOT NULL,          -- five fields, in UTC
  options     TEXT COLLATE "C" NOT NULL,          -- JSON: the options of its runs
  key_mark    TEXT COLLATE "C" NOT NULL,          -- whose workers run it
  made_at     TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  made_by     TEXT COLLATE "C" NOT NULL,          -- user@host
  due_at      TIMESTAMPTZ NOT NULL,               -- when it runs next
  worker      BIGINT,                             -- who runs it now
  ran_at      TIMESTAMPTZ,
  ran_on      TEXT COLLATE "C" NOT NULL DEFAULT '',       -- host:pid
  code        BIGINT,                             -- the exit code of the last run, NULL while it goes on
  said        TEXT COLLATE "C" NOT NULL DEFAULT ''        -- its last words
);

CREATE TABLE hints (                              -- videos that a callback says are finished; read and deleted
  video_id TEXT COLLATE "C" PRIMARY KEY,
  heard_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
