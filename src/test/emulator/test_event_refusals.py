"""What EventBridge, Scheduler, CloudWatch and Logs refuse."""

from __future__ import annotations

import unittest

from botocore.exceptions import ClientError

from emulated import ACCOUNT, PAIRS, REGION, TAGS, Test


class EventRefusalsTest(Test):
    def test_versions_of_state_machines_are_listed_with_the_role_that_they_run_with(self):
        states, then, now = self.aws("stepfunctions"), self.role("then"), self.role("now")
        machine = states.create_state_machine(name="m", definition="{}", roleArn=then, publish=True)
        states.update_state_machine(stateMachineArn=machine["stateMachineArn"], roleArn=now)
        (version,) = states.list_state_machine_versions(stateMachineArn=machine["stateMachineArn"])["stateMachineVersions"]
        roles = [states.describe_state_machine(stateMachineArn=arn)["roleArn"] for arn in (machine["stateMachineArn"], version["stateMachineVersionArn"])]
        self.assertEqual([now, then], roles)

    def test_a_definition_is_left_out_or_needs_its_key(self):
        states, role = self.aws("stepfunctions"), self.role()
        plain = states.create_state_machine(name="plain", definition='{"StartAt":"A"}', roleArn=role)["stateMachineArn"]
        self.assertEqual('{"StartAt":"A"}', states.describe_state_machine(stateMachineArn=plain)["definition"])
        self.assertEqual("{}", states.describe_state_machine(stateMachineArn=plain, includedData="METADATA_ONLY")["definition"])
        by = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": self.aws("kms").create_key()["KeyMetadata"]["Arn"]}
        closed = states.create_state_machine(name="closed", definition="{}", roleArn=role, encryptionConfiguration=by)["stateMachineArn"]
        self.refused("KmsAccessDeniedException", states.describe_state_machine, "decrypt", stateMachineArn=closed)
        told = states.describe_state_machine(stateMachineArn=closed, includedData="METADATA_ONLY")
        self.assertEqual("CUSTOMER_MANAGED_KMS_KEY", told["encryptionConfiguration"]["type"])

    def test_events(self):
        events = self.aws("events")
        events.create_event_bus(Name="bus")
        events.put_rule(Name="r", EventBusName="bus", EventPattern='{"source":["x"]}')
        events.put_targets(Rule="r", EventBusName="bus", Targets=[{"Id": "1", "Arn": "arn:aws:sqs:eu-central-1:123456789012:q"}])
        self.refused("ValidationException", events.delete_event_bus, "can't be deleted since it has rules", Name="bus")
        self.refused("ValidationException", events.delete_rule, "since it has targets", Name="r", EventBusName="bus")
        rule = events.describe_rule(Name="r", EventBusName="bus")["Arn"]
        self.control("POST", "properties", {rule: {"managedBy": "pipes.amazonaws.com"}})
        self.assertEqual("pipes.amazonaws.com", events.describe_rule(Name="r", EventBusName="bus")["ManagedBy"])
        self.refused("ManagedRuleException", events.delete_rule, Name="r", EventBusName="bus")
        self.refused("ManagedRuleException", events.remove_targets, Rule="r", EventBusName="bus", Ids=["1"])
        self.control("POST", "properties", {rule: {"managedBy": None}})
        events.remove_targets(Rule="r", EventBusName="bus", Ids=["1"])
        events.delete_rule(Name="r", EventBusName="bus")
        events.delete_rule(Name="r", EventBusName="bus")
        events.delete_event_bus(Name="bus")
        events.delete_event_bus(Name="bus")
        self.refused("ValidationException", events.delete_event_bus, Name="default")

    def test_archive_keeps_its_managed_rule_and_bus(self):
        events = self.aws("events")
        bus = events.create_event_bus(Name="bus")["EventBusArn"]
        events.create_archive(ArchiveName="a", EventSourceArn=bus)
        self.refused("ManagedRuleException", events.delete_rule, Name="Events-Archive-a", EventBusName="bus")
        self.refused("ValidationException", events.delete_event_bus, Name="bus")
        events.delete_archive(ArchiveName="a")
        events.delete_event_bus(Name="bus")

    def test_scheduler(self):
        scheduler = self.aws("scheduler")
        self.refused("ValidationException", scheduler.delete_schedule_group, Name="default")
        scheduler.create_schedule_group(Name="g", Tags=PAIRS)
        scheduler.create_schedule(Name="s", GroupName="g", ScheduleExpression="at(2099-01-01T00:00:00)", FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": "arn:x", "RoleArn": "arn:y"}, ActionAfterCompletion="DELETE")
        self.assertEqual("DELETE", scheduler.get_schedule(Name="s", GroupName="g")["ActionAfterCompletion"])
        scheduler.delete_schedule_group(Name="g")
        self.refused("ResourceNotFoundException", scheduler.delete_schedule_group, Name="g")
        self.refused("ResourceNotFoundException", scheduler.get_schedule_group, Name="g")
        self.refused("ResourceNotFoundException", scheduler.get_schedule, Name="s", GroupName="g")

    def test_log_groups(self):
        logs = self.aws("logs")
        logs.create_log_group(logGroupName="/a", tags=TAGS, deletionProtectionEnabled=True)
        logs.create_log_group(logGroupName="/b")
        self.refused("ValidationException", logs.delete_log_group, "deletion protection", logGroupName="/a")
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/a"
        told = logs.describe_log_groups(logGroupIdentifiers=[arn, "/none"])["logGroups"]
        self.assertEqual([("/a", True, f"{arn}:*")], [(g["logGroupName"], g["deletionProtectionEnabled"], g["arn"]) for g in told])
        self.assertEqual(2, len(list(logs.get_paginator("describe_log_groups").paginate(limit=1))))
        logs.put_log_group_deletion_protection(logGroupIdentifier=arn, deletionProtectionEnabled=False)
        logs.delete_log_group(logGroupName="/a")
        self.refused("ResourceNotFoundException", logs.delete_log_group, logGroupName="/a")
        logs.create_log_group(logGroupName="/a")
        self.assertEqual({}, logs.list_tags_log_group(logGroupName="/a")["tags"])

    def test_alarms(self):
        cloudwatch = self.aws("cloudwatch")
        self.alarm("a")
        cloudwatch.put_composite_alarm(AlarmName="c1", AlarmRule='ALARM("a")', Tags=PAIRS)
        cloudwatch.put_composite_alarm(AlarmName="c2", AlarmRule="ALARM(a) OR FALSE")
        told = cloudwatch.describe_alarms()
        self.assertEqual((["a"], 0), ([a["AlarmName"] for a in told["MetricAlarms"]], len(told["CompositeAlarms"])))
        told = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
        self.assertEqual([("c1", 'ALARM("a")'), ("c2", "ALARM(a) OR FALSE")], [(a["AlarmName"], a["AlarmRule"]) for a in told])
        with self.assertRaises(ClientError):
            cloudwatch.delete_alarms(AlarmNames=["a"])
        self.refused("ValidationError", cloudwatch.delete_alarms, AlarmNames=["c1", "c2"])
        cloudwatch.delete_alarms(AlarmNames=["c1"])
        cloudwatch.delete_alarms(AlarmNames=["c2"])
        cloudwatch.delete_alarms(AlarmNames=["a", "none"])
        self.assertEqual([], cloudwatch.describe_alarms()["MetricAlarms"])
        cloudwatch.put_dashboard(DashboardName="d", DashboardBody='{"widgets":[]}')
        self.aws("cloudwatch", "us-east-1").delete_dashboards(DashboardNames=["d"])
        with self.assertRaises(ClientError):
            cloudwatch.delete_dashboards(DashboardNames=["d"])


if __name__ == "__main__":
    unittest.main()
