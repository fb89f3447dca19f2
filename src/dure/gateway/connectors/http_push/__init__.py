"""HTTP push: a machine or a script posts values and is answered once they are on disk."""
