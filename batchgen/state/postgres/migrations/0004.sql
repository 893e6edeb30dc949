-- Which database this is, and the streaks of refusals that all workers of an account count together.

-- The names of videos carry the mark, so that two databases on one account see each other. A backup that is restored
-- elsewhere, and a standby, have the same one: server_mark() tells those apart.
CREATE TABLE home (
  mark TEXT COLLATE "C" NOT NULL
);
INSERT INTO home VALUES (left(replace(gen_random_uuid()::text, '-', ''), 6));

ALTER TABLE accounts ADD COLUMN streaks TEXT COLLATE "C" NOT NULL DEFAULT '';   -- JSON
