class Residual:
    def __init__(self, norm, block):
        self.norm, self.block = norm, block

    def __call__(self, x):
        return self.block(self.norm(x)).add_(x)


class Layer:
    def __call__(self, x, norm_1, attention, norm_2, feed_forward):
        first = Residual(norm_1, attention)
        second = Residual(norm_2, feed_forward)
        return second(first(x.double().float()))


pre_norm_layer = Layer()
