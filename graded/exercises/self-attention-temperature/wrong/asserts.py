"""
keeps: 2
tells: this is an assertion, which a user can switch off; raise a ValueError
"""


def softmax_with_temperature(scores, temperature):
    assert temperature > 0, "the temperature must be greater than 0"
    return softmax(scores / temperature)
