"""The files of tickets of a run, read one after the other as one."""
