"""Exercise definitions: one TOML file for each exercise, and the code that reads them.

`formcheck.kinematics.pose.Pose` is something else: the landmarks of one frame.
"""
