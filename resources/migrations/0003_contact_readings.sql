-- SPDX-License-Identifier: GPL-3.0-or-later
-- How a contact's name is read (store/reading.h); NULL: stored by an older version, worked out when it is looked up.
ALTER TABLE contact ADD COLUMN readings TEXT;
