#include "catalog/contract/canonical.h"

#include "catalog/base/hash.h"
#include "catalog/contract/model_writer.h"

namespace trama::contract {

std::string fingerprint(const Contract& contract) {
  return sha256_hex(ModelWriter(ModelWriter::Form::canonical).object(contract));
}

}  // namespace trama::contract
