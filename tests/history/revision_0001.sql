PRAGMA application_id=1178822757;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE events (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	training_id INTEGER NOT NULL,
	set_id INTEGER,
	at TEXT NOT NULL,
	time_s FLOAT,
	kind TEXT NOT NULL,
	data TEXT NOT NULL,
	CONSTRAINT fk_events_training_id FOREIGN KEY(training_id) REFERENCES trainings (id),
	CONSTRAINT fk_events_set_id FOREIGN KEY(set_id) REFERENCES sets (id)
);
CREATE TABLE faults (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	repetition_id INTEGER NOT NULL,
	rule TEXT NOT NULL,
	start_s FLOAT,
	end_s FLOAT,
	worst FLOAT,
	"limit" FLOAT,
	excess FLOAT,
	safety BOOLEAN NOT NULL,
	CONSTRAINT fk_faults_repetition_id FOREIGN KEY(repetition_id) REFERENCES repetitions (id)
);
INSERT INTO "faults" VALUES(1,1,'too_high',2.0,3.0,190.0,185.0,5.0,1);
CREATE TABLE "plan" (
	position INTEGER NOT NULL,
	exercise TEXT NOT NULL,
	sets_planned INTEGER NOT NULL,
	repetitions_planned INTEGER NOT NULL,
	hold_s FLOAT NOT NULL,
	rest_s FLOAT NOT NULL,
	side TEXT NOT NULL,
	target_deg FLOAT,
	CONSTRAINT pk_plan PRIMARY KEY (position)
);
INSERT INTO "plan" VALUES(0,'bridge',3,8,5.0,30.0,'auto',NULL);
CREATE TABLE repetitions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	set_id INTEGER NOT NULL,
	"index" INTEGER NOT NULL,
	side TEXT NOT NULL,
	start_s FLOAT,
	turn_s FLOAT,
	end_s FLOAT,
	rom_deg FLOAT,
	out_s FLOAT,
	hold_s FLOAT,
	back_s FLOAT,
	rejected TEXT,
	score FLOAT,
	band TEXT,
	assessable FLOAT,
	mode TEXT,
	reason TEXT NOT NULL,
	pose_xy BLOB,
	pose_width INTEGER,
	pose_height INTEGER,
	CONSTRAINT fk_repetitions_set_id FOREIGN KEY(set_id) REFERENCES sets (id)
);
INSERT INTO "repetitions" VALUES(1,1,1,'left',1.0,2.0,9.0,61.5,1.0,5.0,NULL,NULL,92.0,'excellent',1.0,NULL,'',NULL,NULL,NULL);
CREATE TABLE sets (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	training_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	started_at TEXT NOT NULL,
	ended_at TEXT,
	state TEXT NOT NULL,
	counted INTEGER NOT NULL,
	score FLOAT,
	band TEXT,
	assessable FLOAT,
	main_fault TEXT,
	CONSTRAINT fk_sets_training_id FOREIGN KEY(training_id) REFERENCES trainings (id)
);
INSERT INTO "sets" VALUES(1,1,1,'2026-03-04T10:00:05.000000+00:00',NULL,'running',1,NULL,NULL,NULL,NULL);
CREATE TABLE trainings (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	exercise TEXT NOT NULL,
	sets_planned INTEGER NOT NULL,
	repetitions_planned INTEGER NOT NULL,
	hold_s FLOAT NOT NULL,
	rest_s FLOAT NOT NULL,
	side TEXT NOT NULL,
	target_deg FLOAT,
	source TEXT NOT NULL,
	started_at TEXT NOT NULL,
	ended_at TEXT,
	state TEXT NOT NULL
);
INSERT INTO "trainings" VALUES(1,'bridge',3,8,5.0,30.0,'auto',NULL,'camera','2026-03-04T10:00:00.000000+00:00',NULL,'running');
CREATE INDEX ix_sets_training_id ON sets (training_id);
CREATE INDEX ix_repetitions_set_id ON repetitions (set_id);
CREATE INDEX ix_faults_repetition_id ON faults (repetition_id);
CREATE INDEX ix_events_training_id ON events (training_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('trainings',1);
INSERT INTO "sqlite_sequence" VALUES('sets',1);
INSERT INTO "sqlite_sequence" VALUES('repetitions',1);
INSERT INTO "sqlite_sequence" VALUES('faults',1);
COMMIT;
