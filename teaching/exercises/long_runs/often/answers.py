# %% right | exact
def mean_time(steps, every, cost, failure, runs, seed):
    def stretch(length):
        """The mean seconds until this many steps in a row succeed."""
        if failure == 0:
            return length
        return ((1 - failure) ** -length - 1) / failure

    total, done = 0.0, 0
    while done < steps:
        length = min(every, steps - done)
        total += stretch(length)
        done += length
        if done < steps:
            total += cost
    return total


# %% right | stretches
import numpy as np


def mean_time(steps, every, cost, failure, runs, seed):
    rng, total = np.random.default_rng(seed), 0
    for start in range(0, steps, every):
        length, left = min(every, steps - start), runs
        while left:  # the runs that have not got through this stretch
            fails = rng.random((left, length)) < failure
            failed = fails.any(axis=1)
            seconds = np.where(failed, fails.argmax(axis=1) + 1, length)
            total, left = total + seconds.sum(), failed.sum()
    return total / runs + cost * ((steps - 1) // every)


# %% right | all_runs_at_once
import numpy as np


def mean_time(steps, every, cost, failure, runs, seed):
    rng = np.random.default_rng(seed)
    done, seconds = np.zeros(runs, int), np.zeros(runs)
    while (done < steps).any():
        going = done < steps
        seconds += going
        failed = rng.random(runs) < failure
        stepped = np.where(failed, done // every * every, done + 1)
        done = np.where(going, stepped, done)
        saves = going & ~failed & (done % every == 0) & (done < steps)
        seconds += cost * saves
    return seconds.mean()


# %% right | recursion
def mean_time(steps, every, cost, failure, runs, seed):
    rng = random.Random(seed)

    def stretch(length):
        seconds = 0
        k = 0
        while k < length:
            seconds += 1
            k = 0 if rng.random() < failure else k + 1
        return seconds

    total = 0
    for _ in range(runs):
        left = steps
        while left > every:
            total += stretch(every) + cost
            left -= every
        total += stretch(left)
    return total / runs


# %% right | torch_generator
def mean_time(steps, every, cost, failure, runs, seed):
    generator = torch.Generator().manual_seed(seed)
    done = torch.zeros(runs, dtype=torch.long)
    total = 0.0
    while len(done):
        total += len(done)
        fails = torch.rand(len(done), generator=generator) < failure
        done = torch.where(fails, done - done % every, done + 1)
        done = done[done < steps]
    # How often a run saves does not depend on chance.
    return total / runs + cost * ((steps - 1) // every)


# %% right | queue_of_events
def mean_time(steps, every, cost, failure, runs, seed):
    from fractions import Fraction

    random.seed(seed)

    def one_run():
        time, done = 0, 0
        while True:
            piece = min(every, steps - done)
            k = 0
            while k < piece:
                time += 1
                k = 0 if random.random() < failure else k + 1
            done += piece
            if done == steps:
                return time
            time += cost

    return Fraction(sum(one_run() for _ in range(runs)), runs)


# %% wrong | nothing_lost | points 0 | a failure only repeats the step; it throws the run back to the last checkpoint
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            seconds += 1
            if rng.random() < failure:
                continue
            done += 1
            if done % every == 0 and done < steps:
                saved, seconds = done, seconds + cost
    return seconds / runs


# %% wrong | back_to_the_start | points 0 | a failure throws the run back to its beginning; go back to the last checkpoint
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    runs //= 5  # it takes long
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            seconds += 1
            if rng.random() < failure:
                done = 0
                continue
            done += 1
            if done % every == 0 and done < steps:
                saved, seconds = done, seconds + cost
    return seconds / runs


# %% wrong | failed_step_is_free | points 0 | the second of the failed step is not counted
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            if rng.random() < failure:
                done = saved
                continue
            seconds += 1
            done += 1
            if done % every == 0 and done < steps:
                saved, seconds = done, seconds + cost
    return seconds / runs


# %% wrong | saves_at_the_end | points 0 | it saves after the last step of all too
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            seconds += 1
            if rng.random() < failure:
                done = saved
                continue
            done += 1
            if done % every == 0:
                saved, seconds = done, seconds + cost
    return seconds / runs


# %% wrong | saves_each_step | points 0 | it saves after each step; save after every `every` steps
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            seconds += 1
            if rng.random() < failure:
                done = saved
                continue
            done += 1
            if done < steps:
                saved, seconds = done, seconds + cost
    return seconds / runs


# %% wrong | cost_forgotten | points 0 | saving takes time too
def mean_time(steps, every, cost, failure, runs, seed):
    rng, seconds = random.Random(seed), 0
    for _ in range(runs):
        done = saved = 0
        while done < steps:
            seconds += 1
            if rng.random() < failure:
                done = saved
                continue
            done += 1
            if done % every == 0 and done < steps:
                saved = done
    return seconds / runs


# %% enemy | first_order | points 0 | a formula that is right for rare failures
def mean_time(steps, every, cost, failure, runs, seed):
    saves = (steps - 1) // every
    return steps * (1 + failure * every / 2) + saves * cost
