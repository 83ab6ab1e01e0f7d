-- SPDX-License-Identifier: GPL-3.0-or-later
-- Filters that few messages fulfil: the newest of them without passing all the others (store/searchcondition.h). 4: flagged.
CREATE INDEX message_flagged ON message (date, id, view_folder_id, view_flags, size, has_attachments) WHERE (view_flags & 4) <> 0;
CREATE INDEX message_large ON message (date, id, view_folder_id, view_flags, size, has_attachments) WHERE size >= 65536;
