"""One person with two records: who looks like whom, what each record holds, and joining them when a person says so."""
