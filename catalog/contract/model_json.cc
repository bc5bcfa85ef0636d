#include "catalog/contract/model_json.h"

#include "catalog/contract/json_tree.h"
#include "catalog/contract/model_reader.h"
#include "catalog/contract/model_writer.h"

namespace trama::contract {

std::string to_json(const Contract& contract) {
  return ModelWriter(ModelWriter::Form::plain).object(contract);
}

Result<Contract> from_json(std::string_view json) {
  const Result<Node> tree = parse_json_tree(json);
  if (!tree) return tree.error();
  Contract contract;
  ModelReader reader;
  if (!reader.object(*tree, &contract)) {
    return make_error(ErrorCode::corrupt, "broken-model", "not a stored contract: " + reader.problem());
  }
  return contract;
}

}  // namespace trama::contract
