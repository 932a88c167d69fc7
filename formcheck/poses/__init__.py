"""Exercise definitions: one TOML file an exercise, and the words they are written in.

Not to be confused with `formcheck.kinematics.pose.Pose`, which is one instant's landmarks.
"""
