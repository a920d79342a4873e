-- A case in SQLite. Entries, heads and blobs are only ever added; a slip can only lose what is on it.
-- A replacing insert deletes without firing delete triggers, so what is there is looked for before every insert.

CREATE TABLE entries (
  log TEXT NOT NULL CHECK (typeof(log) = 'text'),
  seq INTEGER NOT NULL CHECK (typeof(seq) = 'integer'),
  hash BLOB NOT NULL CHECK (typeof(hash) = 'blob' AND length(hash) = 32),
  text BLOB NOT NULL CHECK (typeof(text) = 'blob'),
  PRIMARY KEY (log, seq)
) WITHOUT ROWID;

CREATE TRIGGER entries_added BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entries WHERE log = NEW.log)
BEGIN
  SELECT RAISE(ABORT, 'append-only: an entry comes after the last of its log');
END;

CREATE TRIGGER entries_changed BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE(ABORT, 'append-only: an entry is not changed');
END;

CREATE TRIGGER entries_removed BEFORE DELETE ON entries
BEGIN
  SELECT RAISE(ABORT, 'append-only: an entry is not removed');
END;

CREATE TABLE heads (
  log TEXT NOT NULL CHECK (typeof(log) = 'text'),
  size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
  signed TEXT NOT NULL CHECK (typeof(signed) = 'text'),
  signature BLOB NOT NULL CHECK (typeof(signature) = 'blob'),
  root BLOB NOT NULL CHECK (typeof(root) = 'blob'),
  signer BLOB NOT NULL CHECK (typeof(signer) = 'blob'),
  matter TEXT NOT NULL CHECK (typeof(matter) = 'text'),
  PRIMARY KEY (log, size, signed, signature)
) WITHOUT ROWID;

CREATE TRIGGER heads_added BEFORE INSERT ON heads
WHEN EXISTS (SELECT 1 FROM heads WHERE log = NEW.log AND size = NEW.size AND signature = NEW.signature)
BEGIN
  SELECT RAISE(ABORT, 'append-only: this head is there already');
END;

CREATE TRIGGER heads_changed BEFORE UPDATE ON heads
BEGIN
  SELECT RAISE(ABORT, 'append-only: a head is not changed');
END;

CREATE TRIGGER heads_removed BEFORE DELETE ON heads
BEGIN
  SELECT RAISE(ABORT, 'append-only: a head is not removed');
END;

CREATE TABLE blobs (
  name TEXT NOT NULL PRIMARY KEY CHECK (typeof(name) = 'text'),
  data BLOB NOT NULL CHECK (typeof(data) = 'blob')
) WITHOUT ROWID;

CREATE TRIGGER blobs_added BEFORE INSERT ON blobs
WHEN EXISTS (SELECT 1 FROM blobs WHERE name = NEW.name)
BEGIN
  SELECT RAISE(ABORT, 'append-only: this blob is there already');
END;

CREATE TRIGGER blobs_changed BEFORE UPDATE ON blobs
BEGIN
  SELECT RAISE(ABORT, 'append-only: a blob is not changed');
END;

CREATE TRIGGER blobs_removed BEFORE DELETE ON blobs
BEGIN
  SELECT RAISE(ABORT, 'append-only: a blob is not removed');
END;

CREATE TABLE slips (
  name TEXT NOT NULL PRIMARY KEY CHECK (typeof(name) = 'text'),
  sealed BLOB CHECK (typeof(sealed) IN ('blob', 'null'))
) WITHOUT ROWID;

CREATE TRIGGER slips_added BEFORE INSERT ON slips
WHEN EXISTS (SELECT 1 FROM slips WHERE name = NEW.name)
BEGIN
  SELECT RAISE(ABORT, 'append-only: this slip is there already');
END;

CREATE TRIGGER slips_changed BEFORE UPDATE ON slips
WHEN NEW.name IS NOT OLD.name OR NEW.sealed IS NOT NULL OR OLD.sealed IS NULL
BEGIN
  SELECT RAISE(ABORT, 'append-only: a slip can only lose what is on it');
END;

CREATE TRIGGER slips_removed BEFORE DELETE ON slips
BEGIN
  SELECT RAISE(ABORT, 'append-only: a slip is not removed');
END;

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE views (
  name TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE view_rows (
  view TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (view, name)
) WITHOUT ROWID;
