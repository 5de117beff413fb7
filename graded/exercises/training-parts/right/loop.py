def loss_of_parts(losses, counts):

    total, number = 0.0, 0
    for i in range(len(losses)):
        if counts[i] > 0:
            total += losses[i] * counts[i]
            number += counts[i]
    if not number:
        raise ValueError("nothing counts")
    return total / number
