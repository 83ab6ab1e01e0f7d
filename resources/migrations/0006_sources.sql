-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where the RFC 5322 source of a message lies that a server has and that is kept on this computer (store/sourcefiles.h).
-- message.has_body: 1 the body is here, 2 the source is here, 3 both.
CREATE TABLE source (
  message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  file INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  digest INTEGER NOT NULL
) STRICT;
-- Sources whose body nobody has read yet, and bodies whose source is not here.
CREATE INDEX message_unread_source ON message (date) WHERE has_body = 2;
CREATE INDEX message_without_source ON message (account_id, date) WHERE has_body = 1;
