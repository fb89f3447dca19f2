"""Statistics of quality: pure rules without Django. Each names its source and states its estimator."""
