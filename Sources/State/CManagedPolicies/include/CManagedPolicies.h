// AWS's managed policies, compressed; README.md beside the data describes the format.
#ifndef C_MANAGED_POLICIES_H
#define C_MANAGED_POLICIES_H

#include <stddef.h>

// The bytes, which live as long as the program.
const void *_Nonnull lanyard_managed_policies(void);

// How many there are.
size_t lanyard_managed_policies_count(void);

#endif
