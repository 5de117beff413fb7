"""
keeps: 2
tells: large scores were cut off, and differences between them lost; subtract the largest score
  of each row instead
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(np.clip(scores / temperature, -700, 700))
