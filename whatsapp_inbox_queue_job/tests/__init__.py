from . import test_jobs, test_problem, test_rights
