-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the search index (search.db, store/searchindex.h) has to look at again. It lives in a file of its own, so that filling it
-- never makes a writer of the mailbox wait, and it can be thrown away at any time.

-- Every message whose text, people or date came, changed or went, in order. The index remembers the last number it has seen, in the
-- transaction that indexed it; rows up to that number are removed later. AUTOINCREMENT: a number is never given twice.
CREATE TABLE search_change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL
) STRICT;

-- Which mailbox an index belongs to.
CREATE TABLE store_identity (id BLOB NOT NULL) STRICT;
INSERT INTO store_identity (id) VALUES (randomblob(16));

CREATE TRIGGER search_message_added AFTER INSERT ON message BEGIN
  INSERT INTO search_change (message_id) VALUES (new.id);
END;
CREATE TRIGGER search_message_changed
AFTER UPDATE OF date, subject, from_name, from_email, to_list, cc_list, bcc_list, preview ON message
WHEN (old.date, old.subject, old.from_name, old.from_email, old.to_list, old.cc_list, old.bcc_list, iif(old.has_body, '', old.preview))
  IS NOT (new.date, new.subject, new.from_name, new.from_email, new.to_list, new.cc_list, new.bcc_list, iif(new.has_body, '', new.preview))
BEGIN
  INSERT INTO search_change (message_id) VALUES (new.id);
END;
CREATE TRIGGER search_message_removed AFTER DELETE ON message BEGIN
  INSERT INTO search_change (message_id) VALUES (old.id);
END;
CREATE TRIGGER search_body_added AFTER INSERT ON body BEGIN
  INSERT INTO search_change (message_id) VALUES (new.message_id);
END;
CREATE TRIGGER search_body_changed AFTER UPDATE OF text, html, attachments ON body
WHEN (old.text, old.html, old.attachments) IS NOT (new.text, new.html, new.attachments) BEGIN
  INSERT INTO search_change (message_id) VALUES (new.message_id);
END;

-- Everything newest first, with what filters without text (is:unread, has:attachment, larger: …) look at.
CREATE INDEX message_date ON message (date, id, view_folder_id, view_flags, size, has_attachments);
CREATE INDEX message_hidden ON message (id) WHERE view_folder_id IS NULL;
