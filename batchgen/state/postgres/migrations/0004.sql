-- Which database this is: the names of its videos carry the mark, so that two databases on one account see each other.
-- A backup that is restored elsewhere, and a standby, have the same one: server_mark() tells those apart.

CREATE TABLE home (
  mark TEXT COLLATE "C" NOT NULL
);
INSERT INTO home VALUES (left(replace(gen_random_uuid()::text, '-', ''), 6));
