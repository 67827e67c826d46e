"""A DAG that calls the signed API as the Service User bound to the role of the Airflow workers.

Put ../python/call_api.py on the PYTHONPATH of the workers, and set SERVICE_USERS_URL and AWS_REGION in their environment.
"""

from datetime import datetime

from airflow.decorators import dag, task
from call_api import call_api


@dag(schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False)
def who_am_i():
    @task
    def me() -> str:
        return call_api("GET", "/api/me")

    me()


who_am_i()
