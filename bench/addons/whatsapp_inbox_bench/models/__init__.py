from . import whatsapp_inbox_bench_row
