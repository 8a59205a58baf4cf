{
    "name": "WhatsApp Inbox: floor of the benchmarks",
    "summary": "A bare route that inserts one row. For the benchmarks only",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["base"],
    "data": ["security/ir.model.access.csv"],
}
