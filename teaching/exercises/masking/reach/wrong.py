# %% window_times_layers | points 0 | the window includes the position itself, so each layer carries a change window - 1 positions further
def reach(size, window, num_layers):
    return min(size - 1, num_layers * window)


# %% one_layer_only | points 0 | the number of layers has no influence; each layer carries the change further
def reach(size, window, num_layers):
    return min(size - 1, window - 1)


# %% window_of_one_layer | points 0 | this is the window itself; in one layer a change at position 0 arrives at window - 1
def reach(size, window, num_layers):
    return min(size - 1, window)


# %% counts_the_positions | points 0 | this is how many positions change; the number of the last one, counted from 0, is asked for
def reach(size, window, num_layers):
    return min(size, num_layers * (window - 1) + 1)


# %% beyond_the_end | points 3 | your answer lies beyond the text; the last position is size - 1
def reach(size, window, num_layers):
    return num_layers * (window - 1)


# %% no_window | points 0 | the change arrives everywhere; close what is further back than the window
def reach(size, window, num_layers):
    return size - 1


# %% grows_like_a_power | points 1 | the reach was multiplied in each layer; a layer adds window - 1 positions
def reach(size, window, num_layers):
    return min(size - 1, (window - 1) ** num_layers)
