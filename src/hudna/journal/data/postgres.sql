-- A case in PostgreSQL, in a schema of its own. Entries, heads and blobs are only ever added; a slip can only lose
-- what is on it. The triggers fire in replicas too (ENABLE ALWAYS). Columns, constraints and triggers stand here as
-- the server says them back, one to a line, so that PostgresStore.check can compare.

CREATE TABLE {schema}.kept (
  format integer NOT NULL
);

CREATE TABLE {schema}.entries (
  log text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  text bytea NOT NULL,
  CONSTRAINT entries_pkey PRIMARY KEY (log, seq),
  CONSTRAINT entries_hash_check CHECK ((octet_length(hash) = 32))
);

CREATE TABLE {schema}.heads (
  log text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  signed text COLLATE "C" NOT NULL,
  signature bytea NOT NULL,
  root bytea NOT NULL,
  signer bytea NOT NULL,
  matter text COLLATE "C" NOT NULL,
  CONSTRAINT heads_pkey PRIMARY KEY (log, size, signed, signature),
  CONSTRAINT heads_once UNIQUE (log, size, signature)
);

CREATE TABLE {schema}.blobs (
  name text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  CONSTRAINT blobs_pkey PRIMARY KEY (name)
);

CREATE TABLE {schema}.slips (
  name text COLLATE "C" NOT NULL,
  sealed bytea,
  CONSTRAINT slips_pkey PRIMARY KEY (name)
);

CREATE TABLE {schema}.settings (
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  CONSTRAINT settings_pkey PRIMARY KEY (name)
);

CREATE TABLE {schema}.views (
  name text COLLATE "C" NOT NULL,
  CONSTRAINT views_pkey PRIMARY KEY (name)
);

CREATE TABLE {schema}.view_rows (
  view text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  CONSTRAINT view_rows_pkey PRIMARY KEY (view, name)
);

CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = '23000';
END $$;

CREATE FUNCTION {schema}.follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  due bigint;
BEGIN
  SELECT coalesce(max(kept.seq) + 1, 0) INTO due FROM {schema}.entries kept WHERE kept.log = NEW.log;
  IF NEW.seq IS DISTINCT FROM due THEN
    RAISE EXCEPTION 'append-only: an entry comes after the last of its log' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION {schema}.withdraw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.name IS DISTINCT FROM OLD.name OR NEW.sealed IS NOT NULL OR OLD.sealed IS NULL THEN
    RAISE EXCEPTION 'append-only: a slip can only lose what is on it' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER entries_added BEFORE INSERT ON {schema}.entries FOR EACH ROW EXECUTE FUNCTION {schema}.follow();
CREATE TRIGGER entries_changed BEFORE DELETE OR UPDATE ON {schema}.entries FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER entries_emptied BEFORE TRUNCATE ON {schema}.entries FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER heads_changed BEFORE DELETE OR UPDATE ON {schema}.heads FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER heads_emptied BEFORE TRUNCATE ON {schema}.heads FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER blobs_changed BEFORE DELETE OR UPDATE ON {schema}.blobs FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER blobs_emptied BEFORE TRUNCATE ON {schema}.blobs FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER slips_changed BEFORE UPDATE ON {schema}.slips FOR EACH ROW EXECUTE FUNCTION {schema}.withdraw();
CREATE TRIGGER slips_removed BEFORE DELETE ON {schema}.slips FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();
CREATE TRIGGER slips_emptied BEFORE TRUNCATE ON {schema}.slips FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse();

ALTER TABLE {schema}.entries ENABLE ALWAYS TRIGGER entries_added;
ALTER TABLE {schema}.entries ENABLE ALWAYS TRIGGER entries_changed;
ALTER TABLE {schema}.entries ENABLE ALWAYS TRIGGER entries_emptied;
ALTER TABLE {schema}.heads ENABLE ALWAYS TRIGGER heads_changed;
ALTER TABLE {schema}.heads ENABLE ALWAYS TRIGGER heads_emptied;
ALTER TABLE {schema}.blobs ENABLE ALWAYS TRIGGER blobs_changed;
ALTER TABLE {schema}.blobs ENABLE ALWAYS TRIGGER blobs_emptied;
ALTER TABLE {schema}.slips ENABLE ALWAYS TRIGGER slips_changed;
ALTER TABLE {schema}.slips ENABLE ALWAYS TRIGGER slips_removed;
ALTER TABLE {schema}.slips ENABLE ALWAYS TRIGGER slips_emptied;
