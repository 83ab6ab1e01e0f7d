// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/mailbackend.h"
#include "backend/accountservices.h"
