"""The feature store: feature sets computed over the lake's bars, kept beside them, joined as they were known, watched for quality."""
