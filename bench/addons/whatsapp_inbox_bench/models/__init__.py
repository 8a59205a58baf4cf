from . import ir_http, whatsapp_inbox_bench_row
