# cmake -DSAMPLE=data/sample -DOUT=folder -P embed_sample.cmake: the sample's files as bytes (.S) and a table of them (.cc).
file(GLOB_RECURSE files RELATIVE ${SAMPLE} ${SAMPLE}/contracts/* ${SAMPLE}/consumers/* ${SAMPLE}/events/* ${SAMPLE}/retired.txt)
list(SORT files)
set(blobs "    .section .rodata\n")
set(externs "")
set(rows "")
set(n 0)
foreach(file IN LISTS files)
  string(APPEND blobs "    .global trama_sample_${n}\n    .global trama_sample_${n}_end\ntrama_sample_${n}:\n    .incbin \"${SAMPLE}/${file}\"\ntrama_sample_${n}_end:\n    .byte 0\n")
  string(APPEND externs "extern const char trama_sample_${n}[];\nextern const char trama_sample_${n}_end[];\n")
  string(APPEND rows "      {\"${file}\", text(trama_sample_${n}, trama_sample_${n}_end)},\n")
  math(EXPR n "${n} + 1")
endforeach()
if(n EQUAL 0)
  message(FATAL_ERROR "no sample found in ${SAMPLE}")
endif()
string(APPEND blobs "    .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE ${OUT}/sample_blobs.S "${blobs}")
file(WRITE ${OUT}/sample_table.cc "#include <vector>\n\n#include \"web/service/sample.h\"\n\nextern \"C\" {\n${externs}}\n
namespace trama::service {\nnamespace {\n
std::string_view text(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }\n
}  // namespace\n
std::span<const SampleFile> sample_files() {\n  static const std::vector<SampleFile> kFiles = {\n${rows}  };\n  return kFiles;\n}\n
}  // namespace trama::service\n")
