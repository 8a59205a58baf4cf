from . import test_assignment, test_jobs, test_problem, test_rights
