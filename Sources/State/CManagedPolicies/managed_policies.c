#include "CManagedPolicies.h"

// Standard since C23, and an extension of clang before.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "managed-policies.bin"
};

const void *lanyard_managed_policies(void) { return bytes; }

size_t lanyard_managed_policies_count(void) { return sizeof bytes; }
