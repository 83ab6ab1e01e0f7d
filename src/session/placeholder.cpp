#include "session/session.h"
#include "store/store.h"
#include "store/storereader.h"
