-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many bytes the messages of a folder are. size: as the server tells (RFC 8438), NULL where it does not. listed_size: those
-- that are shown (message.view_folder_id), as total and unread count them, and changed in the same transaction.
ALTER TABLE folder ADD COLUMN size INTEGER;
ALTER TABLE folder ADD COLUMN listed_size INTEGER NOT NULL DEFAULT 0;
-- All that it takes stands in this index, which is a fraction of the table.
UPDATE folder SET listed_size = shown.bytes
FROM (SELECT view_folder_id AS id, sum(size) AS bytes FROM message INDEXED BY message_date GROUP BY view_folder_id) AS shown
WHERE shown.id = folder.id;
