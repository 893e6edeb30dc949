-- Which database this is, the streaks of refusals that all workers of an account count together, and lost workers
-- whose rows wait for a word.

-- The names of videos carry the mark, so that two databases on one account see each other. A backup that is restored
-- elsewhere, and a standby, have the same one: server_mark() tells those apart.
CREATE TABLE home (
  mark TEXT COLLATE "C" NOT NULL
);
INSERT INTO home VALUES (left(replace(gen_random_uuid()::text, '-', ''), 6));

ALTER TABLE accounts ADD COLUMN streaks TEXT COLLATE "C" NOT NULL DEFAULT '';   -- JSON

-- resend_lost = "ask": what a lost worker sent without an answer is not sent again until somebody says that it is off.
ALTER TABLE campaigns ADD COLUMN asks BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE workers ADD COLUMN is_off BOOLEAN NOT NULL DEFAULT false;
