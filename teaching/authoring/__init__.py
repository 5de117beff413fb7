"""Writing exercises: their tests, the cases drawn from them, a class to rehearse with."""
