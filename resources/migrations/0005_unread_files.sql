-- SPDX-License-Identifier: GPL-3.0-or-later
-- More filters that few messages fulfil, as in 0004: what is not read (1: seen), what has files.
CREATE INDEX message_unread ON message (date, id, view_folder_id, view_flags, size, has_attachments) WHERE (view_flags & 1) = 0;
CREATE INDEX message_files ON message (date, id, view_folder_id, view_flags, size, has_attachments) WHERE has_attachments <> 0;
