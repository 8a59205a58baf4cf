"""What needs no database: plain Python, without Odoo, tested in milliseconds."""
