"""Price structure: swings, harmonic patterns, Elliott waves, Fibonacci and Gann."""
