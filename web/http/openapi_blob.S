    .section .rodata
    .global trama_openapi_begin
    .global trama_openapi_end
trama_openapi_begin:
    .incbin OPENAPI_PATH
trama_openapi_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
