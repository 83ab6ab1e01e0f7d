-- SPDX-License-Identifier: GPL-3.0-or-later
-- The local mailbox. Text is UTF-8, times are milliseconds since the epoch (UTC, 0: not known), lists of addresses are JSON
-- [["name","email"],…] or NULL. AUTOINCREMENT where an id may be remembered by a window: it is never given to another row.

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT;

-- total and unread count what is shown (message.view_folder_id), and change in the same transaction.
CREATE TABLE folder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  parent TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  selectable INTEGER NOT NULL,
  position INTEGER NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  sync_token BLOB NOT NULL DEFAULT x'',
  UNIQUE (account_id, remote_id)
) STRICT;

-- folder_id, remote_id and flags are the server's truth; view_* are truth ⊕ pending operations. view_folder_id is NULL where
-- the message is shown nowhere. remote_id is NULL after a move whose result the server did not tell.
-- What lists show comes first, so that a list does not read the overflow pages of long rows.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
  view_folder_id INTEGER,
  flags INTEGER NOT NULL,
  view_flags INTEGER NOT NULL,
  date INTEGER NOT NULL,
  size INTEGER NOT NULL,
  has_attachments INTEGER NOT NULL,
  has_body INTEGER NOT NULL DEFAULT 0,
  generation INTEGER NOT NULL,
  remote_id TEXT,
  from_name TEXT NOT NULL,
  from_email TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  preview TEXT NOT NULL,
  message_id TEXT NOT NULL,
  in_reply_to TEXT,
  reference_ids TEXT,
  reply_to TEXT,
  to_list TEXT,
  cc_list TEXT,
  bcc_list TEXT
) STRICT;
CREATE UNIQUE INDEX message_remote ON message (folder_id, remote_id);
-- Covers the key list of a folder: the row id is part of every index.
CREATE INDEX message_view ON message (view_folder_id, date);
CREATE INDEX message_without_body ON message (account_id, date) WHERE has_body = 0;
CREATE INDEX message_without_remote_id ON message (folder_id, message_id) WHERE remote_id IS NULL;

CREATE TABLE body (
  message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  attachments TEXT,
  source BLOB
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  note TEXT NOT NULL,
  email_key TEXT NOT NULL,
  search_key TEXT NOT NULL
) STRICT;
CREATE INDEX contact_account ON contact (account_id, email_key);

-- Whom the user has written to, by lower-cased address; outlives the contact.
CREATE TABLE correspondent (
  email_key TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  sent_count INTEGER NOT NULL,
  last_sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  idempotency_key TEXT UNIQUE,
  mail TEXT NOT NULL,
  state TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  mail TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  modified INTEGER NOT NULL,
  open INTEGER NOT NULL
) STRICT;

-- The files' bytes are kept here, because the file that the user chose may be gone when the mail is sent.
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  outgoing_id INTEGER REFERENCES outgoing (id) ON DELETE CASCADE,
  draft_id INTEGER REFERENCES draft (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  meta TEXT NOT NULL,
  digest BLOB NOT NULL,
  content BLOB NOT NULL,
  CHECK ((outgoing_id IS NULL) <> (draft_id IS NULL))
) STRICT;
CREATE INDEX attachment_outgoing ON attachment (outgoing_id, position) WHERE outgoing_id IS NOT NULL;
CREATE INDEX attachment_draft ON attachment (draft_id, position) WHERE draft_id IS NOT NULL;

CREATE TABLE operation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  add_flags INTEGER NOT NULL,
  remove_flags INTEGER NOT NULL,
  target_folder_id INTEGER REFERENCES folder (id) ON DELETE SET NULL,
  draft_id INTEGER,
  contact TEXT,
  remote_id TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL
) STRICT;
CREATE INDEX operation_target ON operation (target_folder_id);

-- message_id refers to nothing on purpose: the answer to a move names its messages by position, also those gone meanwhile.
CREATE TABLE operation_message (
  operation_id INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_message_message ON operation_message (message_id);
