// The system's zlib, for the compressed AWS managed policies.
#include <zlib.h>
