/* Which part of Windows, or which product, gives a code its number. */
#ifndef WMILOG_RULES_KNOWLEDGE_CODE_PARTS_H
#define WMILOG_RULES_KNOWLEDGE_CODE_PARTS_H
#include "parsers/base/view.h"

/* As people name it ("the TPM"), constant; absent where the number alone does not tell, as with
 * codes that any program may give. */
struct view code_part(uint32_t value);

#endif
