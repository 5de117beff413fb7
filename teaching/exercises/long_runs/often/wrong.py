# %% nothing_lost | points 0 | a failure only repeats the step; it throws the run back to the last checkpoint
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


# %% back_to_the_start | points 0 | a failure throws the run back to its beginning; go back to the last checkpoint
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


# %% failed_step_is_free | points 0 | the second of the failed step is not counted
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


# %% saves_at_the_end | points 0 | it saves after the last step of all too
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


# %% saves_each_step | points 0 | it saves after each step; save after every `every` steps
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


# %% cost_forgotten | points 0 | saving takes time too
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


# %% best_interval | points 0 | this is the rule of thumb for the interval; simulate the time
import math


def mean_time(steps, every, cost, failure, runs, seed):
    return math.sqrt(2 * cost / max(failure, 1e-3))


# %% all_runs_together | points 0 | this is the time of all runs together; return the mean
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
                saved, seconds = done, seconds + cost
    return seconds
