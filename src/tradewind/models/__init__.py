"""Labels, splits, training, the registry: feature columns in, calibrated predictions out."""
