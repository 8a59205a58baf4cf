# Where everything is. Source it (`. dev/env.sh`) to have Odoo, its Python and its
# PostgreSQL at hand in a shell; every script of this folder does the same.
# ODOO_HOME (an Odoo 19 checkout) replaces the Odoo that dev/install fetches. With
# DEV_CLUSTER=name all is done in another PostgreSQL cluster, which a test may crash.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]:-$0}")/.." && pwd -P)
DEV_DIR=$ROOT/.dev
VENV=$DEV_DIR/venv

if [ -n "${ODOO_HOME:-}" ]; then
    ODOO_HOME=$(readlink -m "$ODOO_HOME")
    ODOO_BIN=$ODOO_HOME/odoo-bin
    ODOO_LIB=$ODOO_HOME
    ADDONS_PATH=$ODOO_HOME/odoo/addons,$ODOO_HOME/addons
else
    ODOO_BIN=$DEV_DIR/odoo/usr/bin/odoo
    ODOO_LIB=$DEV_DIR/odoo/usr/lib/python3/dist-packages
    ADDONS_PATH=$ODOO_LIB/odoo/addons
fi
# Addons of others, which dev/install fetches; with DEV_STANDIN=1 those that stand in for
# addons that are not public, and have models of the same names.
OTHER_ADDONS=$DEV_DIR/addons
[ -z "${DEV_STANDIN:-}" ] || OTHER_ADDONS=$ROOT/dev/standin
ADDONS_PATH=$ADDONS_PATH,$ROOT,$OTHER_ADDONS

case ":$PATH:" in
*":$VENV/bin:"*) ;;
*) PATH=$VENV/bin:$PATH ;;
esac
PYTHONPATH=$ODOO_LIB:$ROOT

# A socket's path has 107 bytes at most, so not the link that dev/postgresql makes.
CLUSTER_LINK=$DEV_DIR/postgresql${DEV_CLUSTER:+-$DEV_CLUSTER}
PGHOST=$(readlink -f "$CLUSTER_LINK" 2>/dev/null || echo "$CLUSTER_LINK")
PGPORT=5432
PGUSER=odoo

# Odoo reads its options from these.
ODOO_ADDONS_PATH=$ADDONS_PATH
ODOO_DATA_DIR=$DEV_DIR/data

export ROOT DEV_DIR CLUSTER_LINK VENV ODOO_BIN ODOO_LIB OTHER_ADDONS ADDONS_PATH PATH PYTHONPATH
export PGHOST PGPORT PGUSER ODOO_ADDONS_PATH ODOO_DATA_DIR
