"""Signals in, score and confidence out.

The score is 0.5 plus each source's contribution, so contributions sum to score - 0.5 exactly as added in order:

    contribution_i = 0.5 * weight_i * direction_i * confidence_i / sum of weights of the sources that spoke
    confidence     = sum of weight_i * confidence_i of those agreeing with the net direction / sum of weights that spoke

so a source that disagrees takes from both.
"""

# Columns of a votes row: what one source said and what it came to.
VOTE_KIND = 0
VOTE_DIRECTION = 1
VOTE_CONFIDENCE = 2
VOTE_WEIGHT = 3
VOTE_CONTRIBUTION = 4
VOTE_COLUMNS = 5


def combine(votes):
    """votes: (m, 5) float64, one row a source; fills the contribution column. Returns (score 0..1, confidence 0..1)."""
    spoke = 0.0
    for i in range(votes.shape[0]):
        votes[i, VOTE_CONTRIBUTION] = 0.0
        if votes[i, VOTE_DIRECTION] != 0.0:
            spoke += votes[i, VOTE_WEIGHT]
    if spoke == 0.0:
        return 0.5, 0.0
    score = 0.5
    for i in range(votes.shape[0]):
        if votes[i, VOTE_DIRECTION] != 0.0:
            part = 0.5 * votes[i, VOTE_WEIGHT] * votes[i, VOTE_DIRECTION] * votes[i, VOTE_CONFIDENCE] / spoke
            votes[i, VOTE_CONTRIBUTION] = part
            score += part
    agreeing = 0.0
    for i in range(votes.shape[0]):
        if votes[i, VOTE_DIRECTION] * (score - 0.5) > 0.0:
            agreeing += votes[i, VOTE_WEIGHT] * votes[i, VOTE_CONFIDENCE]
    return score, agreeing / spoke
