@echo off
rem collect-wmi.cmd: collects what explains the WMI failures of this machine.
rem Written by wmilog @VERSION@; "wmilog analyze" reads the file that it leaves.
rem
rem   collect-wmi.cmd            the logs, and a trace of WMI while the failure is repeated
rem   collect-wmi.cmd security   the same, with the Security log (who logged on, from where)
rem   collect-wmi.cmd undo       only puts the trace back as it was before a run that was stopped
rem
rem Run it as administrator: right click, "Run as administrator". For Windows 7 and later, and
rem servers from 2008 R2 on. It changes one thing, the Trace channel of WMI-Activity, and puts
rem it back. It uses no wmic and no PowerShell, and sends nothing anywhere.
rem
rem Each command has its page under
rem https://learn.microsoft.com/windows-server/administration/windows-commands/ by its name;
rem winmgmt under https://learn.microsoft.com/windows/win32/wmisdk/winmgmt.
rem Every program is called by its full path: this folder may hold others of the same name.

setlocal EnableExtensions DisableDelayedExpansion
set "SYS=%SystemRoot%\System32"
rem Started by a program of 32 bits on a Windows of 64, System32 and HKLM\SOFTWARE are others than
rem Windows' own: https://learn.microsoft.com/windows/win32/winprog64/file-system-redirector
if exist "%SystemRoot%\Sysnative\cmd.exe" set "SYS=%SystemRoot%\Sysnative"
set "TRACE=Microsoft-Windows-WMI-Activity/Trace"
set "STATE=HKLM\SOFTWARE\wmilog-collector"
rem Until a key is pressed (key), for so many minutes, or not at all (0).
set "MINUTES=@MINUTES@"
rem 256 MiB for the Trace channel; when they are full, the oldest events give way.
set "TRACE_BYTES=268435456"
set "SCRATCH=%TEMP%\wmilog-collector-%RANDOM%.txt"
set "MISSING="
set "NOT_BACK="

if "%~1"=="" goto known_argument
if /i "%~1"=="security" goto known_argument
if /i "%~1"=="undo" goto known_argument
echo Unknown: %1
echo Usage: collect-wmi.cmd [security ^| undo]
exit /b 2

:known_argument
"%SYS%\fltmc.exe" >nul 2>&1
if not errorlevel 1 goto is_administrator
echo This needs administrator rights: right click on collect-wmi.cmd, "Run as administrator".
call :hold
exit /b 1

:is_administrator
rem What a run that was stopped left behind.
call :put_back
if defined NOT_BACK call :hold
if defined NOT_BACK exit /b 1
if /i not "%~1"=="undo" goto make_folder
echo The Trace channel is as it was.
exit /b 0

:make_folder
rem Beside this script, where it will be found; else in the folder for temporary files.
set "BASE=%~dp0"
:from_one
set "NUMBER=1"
set "NAME=wmilog-%COMPUTERNAME%"
:next_name
set "DIR=%BASE%%NAME%"
if exist "%DIR%" goto taken
if exist "%DIR%.zip" goto taken
if exist "%DIR%.cab" goto taken
md "%DIR%" 2>nul
if exist "%DIR%\" goto has_folder
if "%BASE%"=="%TEMP%\" goto no_folder
set "BASE=%TEMP%\"
goto from_one
:taken
set /a NUMBER+=1 >nul
set "NAME=wmilog-%COMPUTERNAME%_%NUMBER%"
goto next_name
:no_folder
echo No folder can be made beside this script, nor in "%TEMP%".
call :hold
exit /b 1

:has_folder
set "LOG=%DIR%\collected.txt"
set "MESSAGES=%DIR%\messages.txt"
>"%LOG%" echo collected by collect-wmi.cmd of wmilog @VERSION@ on "%COMPUTERNAME%"
echo Collecting into "%DIR%"

call :record_trace

set "CHANNEL=Microsoft-Windows-WMI-Activity/Operational"
set "FILE=WMI-Activity-Operational.evtx"
call :export
set "CHANNEL=System"
set "FILE=System.evtx"
call :export
set "CHANNEL=Application"
set "FILE=Application.evtx"
call :export
set "CHANNEL=Security"
set "FILE=Security.evtx"
if /i "%~1"=="security" call :export

set "FILE=tasklist.csv"
set COMMAND="%SYS%\tasklist.exe" /v /fo csv
call :save
set "FILE=tasklist-services.csv"
set COMMAND="%SYS%\tasklist.exe" /svc /fo csv
call :save
set "FILE=services.txt"
set COMMAND="%SYS%\sc.exe" queryex type= service state= all
call :save
set "FILE=winmgmt-service.txt"
set COMMAND="%SYS%\sc.exe" qc winmgmt
call :save
set "FILE=wmi-settings.txt"
set COMMAND="%SYS%\reg.exe" query HKLM\SOFTWARE\Microsoft\WBEM\CIMOM /s
call :save
set "FILE=dcom-settings.txt"
set COMMAND="%SYS%\reg.exe" query HKLM\SOFTWARE\Microsoft\Ole
call :save
set "FILE=windows-version.txt"
set COMMAND="%SYS%\reg.exe" query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
call :save
set "FILE=time-zone.txt"
set COMMAND="%SYS%\reg.exe" query HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation
call :save

rem Last, since it may take long, or for ever, where WMI is broken. Its exit status is 0 for a
rem consistent repository, in any language: collected.txt has it.
echo   asking WMI whether its repository is consistent. Should that not end within five minutes,
echo   close this window and send the folder "%DIR%"
set "FILE=winmgmt-repository.txt"
set COMMAND="%SYS%\wbem\winmgmt.exe" /verifyrepository
call :save

rem These ask WMI itself, with wmic or PowerShell.
>>"%LOG%" echo left out, since only WMI itself tells it: quotas of provider hosts, rights on namespaces,
>>"%LOG%" echo   registered event consumers

call :pack
echo.
if defined MISSING echo Some things could not be collected; collected.txt in the folder lists them.
if defined PACKED (
    echo Send this file: "%PACKED%"
    echo The folder beside it holds the same and can be deleted.
) else (
    echo Send this folder: "%DIR%"
)
if defined NOT_BACK echo The Trace channel is not as it was: run "collect-wmi.cmd undo" later.
call :hold
if defined NOT_BACK exit /b 1
exit /b 0


:record_trace
rem The Trace channel has operation numbers, connects and durations. It is off unless somebody
rem looks for a failure; while it is on it cannot be exported.
if "%MINUTES%"=="0" exit /b 0
"%SYS%\wevtutil.exe" gl "%TRACE%" /f:xml >"%DIR%\trace-channel.xml" 2>>"%MESSAGES%"
if errorlevel 1 goto no_trace
set "WAS_ENABLED=false"
set "WAS_SIZE="
set "WAS_RETENTION="
"%SYS%\findstr.exe" /r /i /c:"enabled=.true." "%DIR%\trace-channel.xml" >nul
if not errorlevel 1 set "WAS_ENABLED=true"
rem Whether the lines are indented or not.
for /f "usebackq tokens=1-3 delims=<>" %%a in ("%DIR%\trace-channel.xml") do (
    if /i "%%a"=="maxSize" set "WAS_SIZE=%%b"
    if /i "%%b"=="maxSize" set "WAS_SIZE=%%c"
    if /i "%%a"=="retention" set "WAS_RETENTION=%%b"
    if /i "%%b"=="retention" set "WAS_RETENTION=%%c"
)
rem Without a note of how it was nothing is changed.
"%SYS%\reg.exe" add "%STATE%" /v Enabled /d %WAS_ENABLED% /f >nul 2>>"%MESSAGES%"
if errorlevel 1 goto no_trace
if not defined WAS_SIZE goto keep_size
if not defined WAS_RETENTION goto keep_size
"%SYS%\reg.exe" add "%STATE%" /v MaxSize /d %WAS_SIZE% /f >nul 2>>"%MESSAGES%"
"%SYS%\reg.exe" add "%STATE%" /v Retention /d %WAS_RETENTION% /f >nul 2>>"%MESSAGES%"
if errorlevel 1 goto keep_size
if "%WAS_ENABLED%"=="true" goto is_on
"%SYS%\wevtutil.exe" sl "%TRACE%" /rt:false /ms:%TRACE_BYTES% /q:true >>"%MESSAGES%" 2>&1
:keep_size
if "%WAS_ENABLED%"=="true" goto is_on
"%SYS%\wevtutil.exe" sl "%TRACE%" /e:true /q:true >>"%MESSAGES%" 2>&1
if errorlevel 1 goto trace_failed
:is_on
echo.
echo WMI is being recorded. Now repeat what fails.
if not "%MINUTES%"=="key" goto wait_minutes
echo When it has failed, press a key here.
pause >nul
goto recorded
:wait_minutes
set /a SECONDS=MINUTES*60 >nul
set /a PINGS=SECONDS+1 >nul
echo Recording ends by itself after %MINUTES% minutes; a key ends it sooner.
"%SYS%\timeout.exe" /t %SECONDS% 2>>"%MESSAGES%"
rem Without a keyboard timeout refuses; an echo a second from this machine itself waits as well.
if errorlevel 1 "%SYS%\ping.exe" -n %PINGS% 127.0.0.1 >nul
:recorded
"%SYS%\wevtutil.exe" sl "%TRACE%" /e:false /q:true >>"%MESSAGES%" 2>&1
set "CHANNEL=%TRACE%"
set "FILE=WMI-Activity-Trace.evtx"
call :export
call :put_back
if not "%WAS_ENABLED%"=="true" exit /b 0
rem Windows empties such a channel when it is turned on.
echo   The trace was on before: it was stopped to be copied, and runs anew.
>>"%LOG%" echo the trace was on before this run: what it had is in %FILE%, and it was started anew
exit /b 0
:trace_failed
call :put_back
:no_trace
>>"%LOG%" echo not collected: %TRACE%
echo   not collected: %TRACE%
set "MISSING=yes"
exit /b 1


:put_back
rem The Trace channel as it was, from the note of this run or of one that was stopped.
set "NOT_BACK="
set "OLD_ENABLED="
set "OLD_SIZE="
set "OLD_RETENTION="
"%SYS%\reg.exe" query "%STATE%" >"%SCRATCH%" 2>nul
if errorlevel 1 goto nothing_to_put_back
for /f "usebackq tokens=1,3" %%a in ("%SCRATCH%") do (
    if /i "%%a"=="Enabled" set "OLD_ENABLED=%%b"
    if /i "%%a"=="MaxSize" set "OLD_SIZE=%%b"
    if /i "%%a"=="Retention" set "OLD_RETENTION=%%b"
)
del "%SCRATCH%" >nul 2>&1
"%SYS%\wevtutil.exe" sl "%TRACE%" /e:false /q:true >nul 2>&1
if not defined OLD_SIZE goto size_is_back
if not defined OLD_RETENTION goto size_is_back
"%SYS%\wevtutil.exe" sl "%TRACE%" /rt:%OLD_RETENTION% /ms:%OLD_SIZE% /q:true
if errorlevel 1 goto not_put_back
:size_is_back
if not "%OLD_ENABLED%"=="true" goto state_is_back
"%SYS%\wevtutil.exe" sl "%TRACE%" /e:true /q:true
if errorlevel 1 goto not_put_back
:state_is_back
"%SYS%\reg.exe" delete "%STATE%" /f >nul 2>&1
exit /b 0
:not_put_back
set "NOT_BACK=yes"
echo The Trace channel could not be put back as it was. Try "collect-wmi.cmd undo" again.
exit /b 1
:nothing_to_put_back
del "%SCRATCH%" >nul 2>&1
exit /b 0


:export
rem CHANNEL into FILE.
"%SYS%\wevtutil.exe" epl "%CHANNEL%" "%DIR%\%FILE%" /ow:true >>"%MESSAGES%" 2>&1
if errorlevel 1 goto not_exported
>>"%LOG%" echo %FILE%
echo   %CHANNEL%
exit /b 0
:not_exported
>>"%LOG%" echo not collected: %CHANNEL%
echo   not collected: %CHANNEL%
set "MISSING=yes"
exit /b 1


:save
rem What COMMAND prints into FILE.
%COMMAND% >"%DIR%\%FILE%" 2>>"%MESSAGES%"
if errorlevel 1 goto not_saved
>>"%LOG%" echo %FILE%
exit /b 0
:not_saved
>>"%LOG%" echo ended with an error: %FILE%
set "MISSING=yes"
exit /b 1


:pack
set "PACKED="
if not exist "%SYS%\tar.exe" goto no_tar
"%SYS%\tar.exe" -a -c -f "%DIR%.zip" -C "%BASE%." "%NAME%" 2>>"%MESSAGES%"
if not errorlevel 1 set "PACKED=%DIR%.zip"
if defined PACKED exit /b 0
del "%DIR%.zip" >nul 2>&1
:no_tar
if not exist "%SYS%\makecab.exe" exit /b 1
rem Names from the folder on: in what stands before them makecab takes % for a variable, and letters
rem beyond ASCII for others.
>"%SCRATCH%" echo .OPTION EXPLICIT
>>"%SCRATCH%" echo .Set CabinetNameTemplate="%NAME%.cab"
>>"%SCRATCH%" echo .Set DiskDirectoryTemplate="."
>>"%SCRATCH%" echo .Set MaxDiskSize=0
>>"%SCRATCH%" echo .Set RptFileName=nul
>>"%SCRATCH%" echo .Set InfFileName=nul
>>"%SCRATCH%" echo .Set Cabinet=on
>>"%SCRATCH%" echo .Set Compress=on
pushd "%DIR%"
for %%f in (*) do >>"%SCRATCH%" echo "%NAME%\%%f" "%NAME%\%%f"
popd
pushd "%BASE%."
"%SYS%\makecab.exe" /f "%SCRATCH%" >nul 2>>"%MESSAGES%"
if not errorlevel 1 set "PACKED=%DIR%.cab"
popd
del "%SCRATCH%" >nul 2>&1
exit /b 0


:hold
rem A window that was opened for this script stays long enough to be read.
"%SYS%\timeout.exe" /t 60 2>nul
exit /b 0
