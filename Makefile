# make demo: Odoo with an inbox, and a phone to write to it      (Ctrl-C stops both)
#   ODOO_PORT=8069 SIMULATOR_PORT=8070 DEMO_DB=whatsapp_inbox_demo ODOO_HOME=
# make test: every test · make lint · make bench · make clean

.PHONY: demo test bench lint clean

demo test bench lint clean:
	@dev/$@
